using System.CommandLine;
using MetalOrleans.Kubernetes.Client;

namespace MetalOrleans.Cli.CommandLine;

/// <summary>The options that say which cluster is asked, as <c>kubectl</c> has them.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<string?> _kubeconfig = new("--kubeconfig")
    {
        Description = "The kubeconfig file. Default: KUBECONFIG, else ~/.kube/config, else the cluster of the pod.",
        HelpName = "file",
    };

    private readonly Option<string?> _context = new("--context")
    {
        Description = "The context of the kubeconfig file. Default: its current one.",
        HelpName = "name",
    };

    private readonly Option<string> _namespace = new("--namespace", "-n")
    {
        Description = "The namespace of MetalOrleans.",
        DefaultValueFactory = _ => "metallb-system",
        HelpName = "name",
    };

    public IEnumerable<Option> All => [_kubeconfig, _context, _namespace];

    public string NamespaceOf(ParseResult result) => result.GetValue(_namespace)!;

    /// <exception cref="KubeConfigException">There is no cluster to ask.</exception>
    public KubernetesClient Connect(ParseResult result)
    {
        var file = result.GetValue(_kubeconfig);
        return new KubernetesClient(
            file is null && !File.Exists(KubeConfig.DefaultPath) && InClusterConfig.IsPresent
                ? InClusterConfig.Load()
                : KubeConfig.Load(file ?? KubeConfig.DefaultPath, result.GetValue(_context)));
    }
}
