using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>An object the server sent that does not have the shape of its kind.</summary>
/// <param name="Key">Which object; an empty name when not even that could be read.</param>
/// <param name="ResourceVersion">Its version, or empty.</param>
/// <param name="Fault">The field at fault and what is wrong with it.</param>
public sealed record UnreadableObject(ObjectKey Key, string ResourceVersion, string Fault);
