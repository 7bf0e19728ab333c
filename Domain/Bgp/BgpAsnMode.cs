namespace MetalOrleans.Domain.Bgp;

/// <summary>Which autonomous system numbers of the peer a session accepts when none is given (C-072).</summary>
public enum BgpAsnMode
{
    /// <summary>Only the session's own number: an iBGP session.</summary>
    Internal,

    /// <summary>Any number but the session's own: an eBGP session.</summary>
    External,
}
