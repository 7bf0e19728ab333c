namespace MetalOrleans.Kubernetes.Resources;

/// <summary>
/// A kind that keeps every field it does not know, and may therefore be written back whole. Others can be created and
/// patched, but an update of them would lose fields, so the compiler refuses it.
/// </summary>
/// <typeparam name="TSelf">The kind.</typeparam>
public interface IReplaceableResource<TSelf> : IKubernetesResource<TSelf>
    where TSelf : class, IReplaceableResource<TSelf>;
