using MetalOrleans.Kubernetes.Resources;
using ProfileSpec = MetalOrleans.Domain.Configuration.BFDProfileSpec;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>A BFDProfile, as it was written, in domain words (C-100 to C-106).</summary>
public static class BFDProfileMapping
{
    /// <summary>The specification.</summary>
    public static ProfileSpec ToSpec(BFDProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var spec = profile.Spec;
        return new ProfileSpec
        {
            Name = profile.Metadata.Name,
            ReceiveInterval = spec?.ReceiveInterval,
            TransmitInterval = spec?.TransmitInterval,
            DetectMultiplier = spec?.DetectMultiplier,
            EchoInterval = spec?.EchoInterval,
            EchoMode = spec?.EchoMode ?? false,
            PassiveMode = spec?.PassiveMode ?? false,
            MinimumTtl = spec?.MinimumTtl,
        };
    }
}
