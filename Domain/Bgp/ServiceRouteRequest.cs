using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Bgp;

/// <summary>What a Service asks its routes to say, as it was written in its annotations; null where it asks for nothing.</summary>
/// <param name="Communities">Communities or names of such, separated by commas.</param>
/// <param name="LocalPreference">A LOCAL_PREF.</param>
public sealed record ServiceRouteRequest(string? Communities, string? LocalPreference)
{
    /// <summary>Nothing is asked for.</summary>
    public static ServiceRouteRequest None { get; } = new(null, null);

    /// <summary>Reads the annotations.</summary>
    public static ServiceRouteRequest Of(ServiceView service)
    {
        ArgumentNullException.ThrowIfNull(service);
        var communities = service.Annotations.GetValueOrDefault(ServiceAnnotations.BgpCommunities);
        var preference = service.Annotations.GetValueOrDefault(ServiceAnnotations.BgpLocalPreference);
        return communities is null && preference is null ? None : new ServiceRouteRequest(communities, preference);
    }
}
