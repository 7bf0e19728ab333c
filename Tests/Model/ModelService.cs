namespace MetalOrleans.Tests.Model;

/// <summary>A Service as a person wrote it.</summary>
internal sealed record ModelService
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public bool IsLoadBalancer { get; init; } = true;

    /// <summary><c>4</c>, <c>6</c>, <c>46</c> or <c>64</c>: the families of the cluster IPs in their order.</summary>
    public string Families { get; init; } = "4";

    /// <summary>Whether one of two families will do.</summary>
    public bool PrefersDualStack { get; init; }

    public string SharingKey { get; init; } = "";

    public bool IsLocal { get; init; }

    public IReadOnlyList<int> Ports { get; init; } = [80];

    /// <summary>The pool asked for; empty for any.</summary>
    public string Pool { get; init; } = "";

    /// <summary>The addresses asked for; none for any.</summary>
    public IReadOnlyList<string> Wanted { get; init; } = [];

    public string Tier { get; init; } = "front";

    public string Key => $"{Namespace}/{Name}";

    public bool Wants(bool isIPv6) => Families.Contains(isIPv6 ? '6' : '4', StringComparison.Ordinal);

    /// <summary>Whether two Services may stand on one address.</summary>
    public bool MayShareWith(ModelService other) =>
        SharingKey.Length > 0
        && SharingKey == other.SharingKey
        && IsLocal == other.IsLocal
        && (!IsLocal || Name == other.Name)
        && !Ports.Intersect(other.Ports).Any();

    public bool AsksTheSameAs(ModelService other) => ToString() == other.ToString();

    public override string ToString() =>
        $"{Key}[{(IsLoadBalancer ? "LB" : "ClusterIP")} {Families}{(PrefersDualStack ? " prefer" : "")} key={SharingKey} local={IsLocal} ports={string.Join(',', Ports)} pool={Pool} wants={string.Join(',', Wanted)} tier={Tier}]";
}
