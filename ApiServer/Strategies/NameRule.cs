namespace MetalOrleans.ApiServer.Strategies;

/// <summary>The kinds of name that Kubernetes validates.</summary>
internal enum NameRule
{
    /// <summary>RFC 1123 subdomain.</summary>
    DnsSubdomain,

    /// <summary>RFC 1123 label.</summary>
    DnsLabel,

    /// <summary>RFC 1035 label: begins with a letter.</summary>
    Dns1035Label,

    /// <summary>Anything that fits in a path segment.</summary>
    PathSegment,
}
