using MetalOrleans.Domain.Configuration;
using MetalOrleans.Kubernetes.Resources;
using NamesSpec = MetalOrleans.Domain.Configuration.CommunitySpec;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>A Community, as it was written, in domain words (C-120).</summary>
public static class CommunityMapping
{
    /// <summary>The specification.</summary>
    public static NamesSpec ToSpec(Community community)
    {
        ArgumentNullException.ThrowIfNull(community);
        return new NamesSpec
        {
            Name = community.Metadata.Name,
            CreatedAt = community.Metadata.CreationTimestamp ?? default,
            Communities =
            [
                .. (community.Spec?.Communities ?? [])
                    .Select(entry => new CommunityEntrySpec(entry?.Name ?? "", entry?.Value ?? "")),
            ],
        };
    }
}
