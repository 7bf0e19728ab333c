namespace MetalOrleans.Kubernetes.Client;

/// <summary>What must hold for a deletion to happen; else the server answers Conflict.</summary>
/// <param name="Uid">The identity the object must have, or null.</param>
/// <param name="ResourceVersion">The version the object must have, or null.</param>
public readonly record struct DeletePreconditions(string? Uid, string? ResourceVersion)
{
    /// <summary>No condition.</summary>
    public static DeletePreconditions None => default;
}
