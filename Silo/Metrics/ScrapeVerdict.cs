namespace MetalOrleans.Silo.Metrics;

/// <summary>Whether somebody may read the metrics.</summary>
internal enum ScrapeVerdict
{
    /// <summary>The API server knows the token, and its owner may get <c>/metrics</c>.</summary>
    Allowed = 0,

    /// <summary>There is no bearer token.</summary>
    NoToken,

    /// <summary>The API server does not know the token.</summary>
    UnknownToken,

    /// <summary>The token's owner may not get <c>/metrics</c>.</summary>
    Forbidden,

    /// <summary>The API server could not be asked.</summary>
    NotJudged,
}
