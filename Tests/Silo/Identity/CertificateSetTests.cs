using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MetalOrleans.Silo.Identity;

namespace MetalOrleans.Tests.Silo.Identity;

/// <summary>O-089: what is made, and what is renewed while everybody goes on trusting it.</summary>
public sealed class CertificateSetTests
{
    private static readonly DateTimeOffset _now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableArray<string> _names = ["metalorleans-silo", "metallb-webhook-service.metallb-system.svc"];

    [Fact]
    public void Nothing_becomes_an_authority_of_ten_years_and_a_certificate_of_one_with_all_names()
    {
        var set = CertificateSet.Renew(null, _names, _now);

        using var server = set.LoadServer();
        Assert.All(_names, name => Assert.True(server.MatchesHostname(name), name));
        Assert.Equal(_now.AddDays(365), new DateTimeOffset(server.NotAfter.ToUniversalTime()));
        Assert.Equal(_now.AddDays(3650), new DateTimeOffset(Authorities(set).Single().NotAfter.ToUniversalTime()));
        Assert.True(IsTrusted(server, set));
    }

    [Fact]
    public void What_is_good_stays_as_it_is()
    {
        var set = CertificateSet.Renew(null, _names, _now);

        Assert.Same(set, CertificateSet.Renew(set, _names, _now.AddDays(274)));
    }

    [Theory]
    [InlineData(276, true)]
    [InlineData(0, false)]
    public void A_certificate_near_its_end_or_without_a_name_is_replaced_by_the_same_authority(int days, bool isNameKnown)
    {
        var first = CertificateSet.Renew(null, isNameKnown ? _names : _names.RemoveAt(1), _now);
        var second = CertificateSet.Renew(first, _names, _now.AddDays(days));

        Assert.NotEqual(first.ServerPem, second.ServerPem);
        Assert.Equal(first.AuthorityPem, second.AuthorityPem);
        Assert.True(IsTrusted(second.LoadServer(), second));
    }

    [Fact]
    public void An_authority_near_its_end_is_replaced_and_goes_on_being_trusted_with_what_it_signed()
    {
        var first = CertificateSet.Renew(null, _names, _now);
        var later = _now.AddDays(3650 - 440);
        var before = CertificateSet.Renew(first, _names, later.AddDays(-20));
        var after = CertificateSet.Renew(before, _names, later);

        // Nobody sees another certificate while some still trust the old authority only.
        Assert.Equal(before.ServerPem, after.ServerPem);
        Assert.Equal(2, Authorities(after).Count);
        Assert.True(IsTrusted(after.LoadServer(), before));
        Assert.True(IsTrusted(after.LoadServer(), after));

        var renewed = CertificateSet.Renew(after, _names, later.AddDays(280));
        Assert.NotEqual(after.ServerPem, renewed.ServerPem);
        Assert.Equal(after.AuthorityPem, renewed.AuthorityPem);
        Assert.True(IsTrusted(renewed.LoadServer(), after));
        Assert.False(IsTrusted(renewed.LoadServer(), before));
    }

    [Fact]
    public void The_authority_of_a_MetalLB_that_ran_here_before_is_replaced_and_trusted_no_longer()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=cert, O=metallb", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var old = request.CreateSelfSigned(_now.AddDays(-1), _now.AddDays(3649));
        var found = new CertificateSet(old.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), old.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());

        var set = CertificateSet.Renew(found, _names, _now);

        Assert.Contains("O=metalorleans", Authorities(set).Single().Subject, StringComparison.Ordinal);
        Assert.True(IsTrusted(set.LoadServer(), set));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("no certificate", "no key")]
    public void What_is_no_certificate_is_replaced(string certificate, string key)
    {
        var set = CertificateSet.Renew(new CertificateSet(certificate, key, certificate, key), _names, _now);

        Assert.True(IsTrusted(set.LoadServer(), set));
    }

    [Fact]
    [Trait("Invariant", "8")]
    public void Keys_are_never_printed()
    {
        var set = CertificateSet.Renew(null, _names, _now);

        Assert.DoesNotContain("PRIVATE", $"{set}", StringComparison.Ordinal);
    }

    private static X509Certificate2Collection Authorities(CertificateSet set)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(set.AuthorityPem);
        return authorities;
    }

    private static bool IsTrusted(X509Certificate2 server, CertificateSet by)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = server.NotBefore.AddDays(1);
        chain.ChainPolicy.CustomTrustStore.AddRange(Authorities(by));
        return chain.Build(server);
    }
}
