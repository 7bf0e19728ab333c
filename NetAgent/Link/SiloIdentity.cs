using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace MetalOrleans.NetAgent.Link;

/// <summary>
/// Whether a TLS server is our silo: its chain ends in one of our authorities, and its certificate carries the expected name
/// or the host that was dialled, as a DNS or IP subject alternative name.
/// </summary>
/// <param name="authorities">The only roots to trust; null for the system's.</param>
/// <param name="siloName">The expected name.</param>
/// <param name="host">The host dialled.</param>
internal sealed class SiloIdentity(X509Certificate2Collection? authorities, string siloName, string host)
{
    /// <summary>Why the last certificate was refused; null when it was not.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The TLS callback.</summary>
    public bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Refusal = Judge(certificate, chain, errors);
        return Refusal is null;
    }

    private string? Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 presented)
        {
            return "the silo presented no certificate";
        }

        if (!presented.MatchesHostname(siloName, allowWildcards: true, allowCommonName: false)
            && !presented.MatchesHostname(host, allowWildcards: true, allowCommonName: false))
        {
            return $"the silo's certificate names neither '{siloName}' nor '{host}': set --silo-name to a name it carries";
        }

        if (authorities is null)
        {
            return errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
                ? "the silo's certificate is not signed by an authority of this system: give --ca-file"
                : null;
        }

        return JudgeChain(presented, chain);
    }

    private string? JudgeChain(X509Certificate2 presented, X509Chain? received)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities!);
        foreach (var element in received?.ChainElements.AsEnumerable() ?? [])
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(presented)
            ? null
            : "the silo's certificate is not valid under --ca-file: "
                + string.Join(", ", chain.ChainStatus.Select(status => Explain(status.Status, presented)).Distinct(StringComparer.Ordinal));
    }

    private static string Explain(X509ChainStatusFlags status, X509Certificate2 presented) => status switch
    {
        X509ChainStatusFlags.NotTimeValid => string.Create(
            CultureInfo.InvariantCulture,
            $"{status}, it is good from {presented.NotBefore.ToUniversalTime():u} to {presented.NotAfter.ToUniversalTime():u}; mind this node's clock"),
        X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot => $"{status}, another authority signed it",
        _ => status.ToString(),
    };
}
