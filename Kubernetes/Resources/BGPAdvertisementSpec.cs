using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec</c> of a BGPAdvertisement.</summary>
public sealed record BGPAdvertisementSpec
{
    /// <summary>The length of IPv4 routes; default 32 (C-050).</summary>
    public int? AggregationLength { get; set; }

    /// <summary>The length of IPv6 routes; default 128 (C-051).</summary>
    public int? AggregationLengthV6 { get; set; }

    /// <summary>LOCAL_PREF; default 0 (C-052).</summary>
    public long? LocalPref { get; set; }

    /// <summary>Communities or names of some (C-053).</summary>
    public List<string>? Communities { get; set; }

    /// <summary>Pools by name (C-054).</summary>
    public List<string>? IPAddressPools { get; set; }

    /// <summary>Pools by label (C-054).</summary>
    public List<LabelSelector>? IPAddressPoolSelectors { get; set; }

    /// <summary>Nodes by label (C-055).</summary>
    public List<LabelSelector>? NodeSelectors { get; set; }

    /// <summary>Peers by name (C-056).</summary>
    public List<string>? Peers { get; set; }

    /// <summary>Services by label (C-057).</summary>
    public List<LabelSelector>? ServiceSelectors { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
