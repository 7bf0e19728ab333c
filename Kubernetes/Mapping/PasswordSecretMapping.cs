using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>A Secret in domain words: its type, and the password if peers may use it (C-084).</summary>
public static class PasswordSecretMapping
{
    private const string Key = "password";

    /// <summary>What a peer may know of the Secret; the values of other Secrets are left where they are.</summary>
    public static PasswordSecret ToPasswordSecret(Secret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var isBasicAuth = string.Equals(secret.Type, PasswordSecret.BasicAuth, StringComparison.Ordinal);
        var password = isBasicAuth ? secret.Data?.GetValueOrDefault(Key) : null;
        return new PasswordSecret(secret.Type ?? "", password is null ? null : new BgpPassword(password));
    }
}
