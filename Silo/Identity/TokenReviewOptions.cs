using System.Collections.Immutable;

namespace MetalOrleans.Silo.Identity;

/// <summary>Which ServiceAccount tokens are agents'.</summary>
internal sealed record TokenReviewOptions
{
    /// <summary>The audience that an agent's token must be for, so that it is good for nothing else.</summary>
    public string Audience { get; init; } = SiloCertificates.ServerName;

    /// <summary>The accounts that agents run as, such as <c>system:serviceaccount:metallb-system:speaker</c>.</summary>
    public required ImmutableArray<string> Accounts { get; init; }

    /// <summary>For how long a proven token is good while the API server cannot be asked. Default 5 min.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(5);

    public static string AccountOf(string @namespace, string name) => $"system:serviceaccount:{@namespace}:{name}";
}
