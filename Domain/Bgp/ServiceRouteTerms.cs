using System.Collections.Immutable;
using System.Globalization;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Bgp;

/// <summary>What a Service gets of what it asks its routes to say: no more than the policy of its pool allows.</summary>
/// <param name="LocalPreference">The LOCAL_PREF in place of the advertisements'; null for none.</param>
/// <param name="Communities">The communities beside the advertisements'.</param>
/// <param name="Refusals">What is not granted and why, a sentence each.</param>
public sealed record ServiceRouteTerms(
    uint? LocalPreference, ImmutableSortedSet<BgpCommunity> Communities, ImmutableArray<string> Refusals)
{
    // As of an advertisement (B-013).
    private const int CommunityCountMax = 63;

    /// <summary>The Service asks for nothing.</summary>
    public static ServiceRouteTerms None { get; } = new(null, [], []);

    /// <summary>Judges a request.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="policy">What the pool of the Service allows.</param>
    /// <param name="names">The names for communities that are defined; those that every router knows need not be.</param>
    public static ServiceRouteTerms Judge(
        ServiceRouteRequest request, PoolBgpPolicy policy, IEnumerable<CommunityNames> names)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(policy);
        if (request == ServiceRouteRequest.None)
        {
            return None;
        }

        var refusals = ImmutableArray.CreateBuilder<string>();
        var preference = ReadPreference(request.LocalPreference, policy, refusals);
        var communities = ReadCommunities(request.Communities, policy, Find, refusals);
        return new ServiceRouteTerms(preference, communities, refusals.ToImmutable());

        BgpCommunity? Find(string name)
        {
            foreach (var item in names)
            {
                if (item.Communities.TryGetValue(name, out var named))
                {
                    return named;
                }
            }

            return WellKnownCommunities.ByName.TryGetValue(name, out var known) ? known : null;
        }
    }

    private static uint? ReadPreference(string? text, PoolBgpPolicy policy, ImmutableArray<string>.Builder refusals)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (!uint.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var preference))
        {
            refusals.Add($"local preference {QuotedText.Of(text)} is not a number from 0 to {uint.MaxValue}");
            return null;
        }

        if (policy.LocalPreferenceMin is not { } min || policy.LocalPreferenceMax is not { } max)
        {
            refusals.Add($"local preference {preference}: the pool's PoolPolicy allows none");
            return null;
        }

        if (preference < min || preference > max)
        {
            refusals.Add($"local preference {preference}: the pool's PoolPolicy allows {min} to {max}");
            return null;
        }

        return preference;
    }

    private static ImmutableSortedSet<BgpCommunity> ReadCommunities(
        string? text, PoolBgpPolicy policy, Func<string, BgpCommunity?> find, ImmutableArray<string>.Builder refusals)
    {
        var communities = ImmutableSortedSet.CreateBuilder<BgpCommunity>();
        foreach (var item in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if ((find(item) ?? BgpCommunity.Parse(item).Community) is not { } community)
            {
                refusals.Add($"community {QuotedText.Of(item)} is none and names none");
            }
            else if (!policy.AllowedCommunities.Any(pattern => pattern.Matches(community, find)))
            {
                refusals.Add($"community {QuotedText.Of(item)} is not allowed by the pool's PoolPolicy");
            }
            else if (communities.Count == CommunityCountMax)
            {
                refusals.Add($"community {QuotedText.Of(item)} is one more than the {CommunityCountMax} that a Service may have");
            }
            else
            {
                communities.Add(community);
            }
        }

        return communities.ToImmutable();
    }
}
