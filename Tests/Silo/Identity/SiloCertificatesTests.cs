using System.Security.Cryptography.X509Certificates;
using MetalOrleans.Silo.Identity;

namespace MetalOrleans.Tests.Silo.Identity;

public sealed class SiloCertificatesTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly string _directory = Directory.CreateTempSubdirectory("metalorleans-tests-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_server_certificate_chains_to_the_authority_and_bears_the_expected_name()
    {
        var certificates = SiloCertificates.LoadOrCreate(_directory, Now);

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(certificates.AuthorityPem));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = Now.DateTime;
        Assert.True(chain.Build(certificates.Server));
        Assert.True(certificates.Server.MatchesHostname(SiloCertificates.ServerName));
        Assert.True(certificates.Server.HasPrivateKey);
    }

    [Fact]
    public void A_restart_keeps_both_certificates()
    {
        var first = SiloCertificates.LoadOrCreate(_directory, Now);
        var second = SiloCertificates.LoadOrCreate(_directory, Now.AddDays(1));

        Assert.Equal(first.Server.Thumbprint, second.Server.Thumbprint);
        Assert.Equal(first.AuthorityPem, second.AuthorityPem);
    }

    [Fact]
    public void The_server_certificate_is_renewed_90_days_ahead_by_the_same_authority()
    {
        var first = SiloCertificates.LoadOrCreate(_directory, Now);
        var second = SiloCertificates.LoadOrCreate(_directory, Now.AddDays(300));

        Assert.NotEqual(first.Server.Thumbprint, second.Server.Thumbprint);
        Assert.Equal(first.AuthorityPem, second.AuthorityPem);
    }

    [Fact]
    public void A_lost_authority_is_replaced_together_with_the_certificate_it_signed()
    {
        var first = SiloCertificates.LoadOrCreate(_directory, Now);
        File.Delete(Path.Combine(_directory, "ca.key"));

        var second = SiloCertificates.LoadOrCreate(_directory, Now);

        Assert.NotEqual(first.AuthorityPem, second.AuthorityPem);
        Assert.NotEqual(first.Server.Thumbprint, second.Server.Thumbprint);
    }

    [Theory]
    [InlineData("ca.key")]
    [InlineData("tls.key")]
    public void Only_the_owner_may_read_a_key(string file)
    {
        SiloCertificates.LoadOrCreate(_directory, Now);

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_directory, file)));
    }
}
