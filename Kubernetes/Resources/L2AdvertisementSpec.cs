using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec</c> of an L2Advertisement.</summary>
public sealed record L2AdvertisementSpec
{
    /// <summary>Pools by name (C-030).</summary>
    public List<string>? IPAddressPools { get; set; }

    /// <summary>Pools by label (C-031).</summary>
    public List<LabelSelector>? IPAddressPoolSelectors { get; set; }

    /// <summary>Nodes by label (C-032).</summary>
    public List<LabelSelector>? NodeSelectors { get; set; }

    /// <summary>Interfaces by name (C-033).</summary>
    public List<string>? Interfaces { get; set; }

    /// <summary>Services by label (C-034).</summary>
    public List<LabelSelector>? ServiceSelectors { get; set; }

    /// <summary>Preferred nodes (C-035).</summary>
    public List<PreferredNodeSelector>? PreferredNodeSelectors { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
