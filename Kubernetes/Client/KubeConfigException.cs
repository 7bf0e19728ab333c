namespace MetalOrleans.Kubernetes.Client;

/// <summary>A kubeconfig, or the pod's own configuration, that cannot be used; the message names file, field and remedy.</summary>
public sealed class KubeConfigException : Exception
{
    internal KubeConfigException(string file, string field, string fault, string remedy, Exception? inner = null)
        : base($"{file}: {field}: {fault.TrimEnd('.')}. {remedy}", inner)
    {
        File = file;
        Field = field;
    }

    /// <summary>The file at fault.</summary>
    public string File { get; }

    /// <summary>The field at fault, as a path such as <c>users[admin].user.token</c>.</summary>
    public string Field { get; }
}
