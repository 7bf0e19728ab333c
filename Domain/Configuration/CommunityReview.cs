using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;

namespace MetalOrleans.Domain.Configuration;

/// <summary>Judges Community objects (C-120 to C-122).</summary>
internal static class CommunityReview
{
    /// <summary>Reads one object; what comes back is only meaningful when the review found nothing wrong.</summary>
    /// <param name="review">Takes what is wrong.</param>
    /// <param name="spec">The object.</param>
    /// <param name="defined">The names that objects accepted before define.</param>
    public static CommunityNames ReadCommunities(
        this ObjectReview review, CommunitySpec spec, IReadOnlyDictionary<string, BgpCommunity> defined)
    {
        var names = ImmutableSortedDictionary.CreateBuilder<string, BgpCommunity>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Communities.Length; i++)
        {
            var (name, value) = spec.Communities[i];
            if (defined.ContainsKey(name) || names.ContainsKey(name))
            {
                review.Refuse(
                    defined.ContainsKey(name) ? ConfigurationRefusalReason.Conflict : ConfigurationRefusalReason.Invalid,
                    $"spec.communities[{i}].name",
                    $"duplicate definition of community {QuotedText.Of(name)}",
                    "Define every name once, over all Community objects.");
                continue;
            }

            var read = BgpCommunity.Parse(value);
            if (read.Community is { } community)
            {
                names.Add(name, community);
                continue;
            }

            review.Refuse(
                $"spec.communities[{i}].value",
                $"parsing community {QuotedText.Of(name)}: {read.Error}",
                Remedy);
        }

        return new CommunityNames { Name = spec.Name, Communities = names.ToImmutable() };
    }

    /// <summary>The two forms of a community.</summary>
    public const string Remedy =
        "Write two numbers up to 65535, such as 64512:100, or three up to 4294967295, such as large:64512:1:2.";
}
