using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A kind of object that describes itself, so that <c>client.ListAsync&lt;Service&gt;()</c> needs no strings.</summary>
/// <typeparam name="TSelf">The kind.</typeparam>
public interface IKubernetesResource<TSelf> : IKubernetesResource
    where TSelf : class, IKubernetesResource<TSelf>
{
    /// <summary>Where the API serves it.</summary>
    static abstract ResourceDescription Description { get; }

    /// <summary>How it is read and written, generated at compile time.</summary>
    static abstract JsonTypeInfo<TSelf> TypeInfo { get; }
}
