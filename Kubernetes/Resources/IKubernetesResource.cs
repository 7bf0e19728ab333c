namespace MetalOrleans.Kubernetes.Resources;

/// <summary>An object of the Kubernetes API.</summary>
public interface IKubernetesResource
{
    /// <summary>The standard object metadata.</summary>
    ObjectMeta Metadata { get; set; }
}
