namespace MetalOrleans.Protocols.Bfd;

/// <summary>How packets travel: RFC 5881 §4 and §5 on one link, RFC 5883 §5 over routers.</summary>
public static class BfdEncapsulation
{
    /// <summary>UDP destination port of control packets on one link.</summary>
    public const int SingleHopPort = 3784;

    /// <summary>UDP destination port of echo packets.</summary>
    public const int EchoPort = 3785;

    /// <summary>UDP destination port of control packets over routers.</summary>
    public const int MultihopPort = 4784;

    /// <summary>The first UDP source port of control packets; each session has one of its own.</summary>
    public const int SourcePortFirst = 49152;

    /// <summary>The last UDP source port.</summary>
    public const int SourcePortLast = 65535;

    /// <summary>TTL or hop limit of what is sent, and on one link of what is accepted (RFC 5082).</summary>
    public const byte Ttl = 255;

    /// <summary>TTL of an echo packet that came back: exactly one system has forwarded it.</summary>
    public const byte EchoTtl = 254;
}
