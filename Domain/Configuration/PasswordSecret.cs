using MetalOrleans.Domain.Bgp;

namespace MetalOrleans.Domain.Configuration;

/// <summary>What is read of a Secret in the configuration namespace: only as much as a peer needs (C-084).</summary>
/// <param name="Type">The Secret's type; peers need <see cref="BasicAuth"/>.</param>
/// <param name="Password">The value of key <c>password</c> of a Secret of that type; null when it has none.</param>
public sealed record PasswordSecret(string Type, BgpPassword? Password)
{
    /// <summary>The type that a peer's Secret must have.</summary>
    public const string BasicAuth = "kubernetes.io/basic-auth";
}
