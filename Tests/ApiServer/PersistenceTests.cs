using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MetalOrleans.ApiServer;
using MetalOrleans.ApiServer.Storage;

namespace MetalOrleans.Tests.ApiServer;

public sealed class PersistenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("metalorleans-api-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(StoreDurability.WriteBehind)]
    [InlineData(StoreDurability.BeforeAnswer)]
    public async Task Objects_and_the_revision_counter_survive_a_restart(StoreDurability durability)
    {
        long before;
        string uid;
        await using (var api = await StartAsync(durability))
        {
            uid = (string)(await api.PostAsync(ApiClient.Services, ApiClient.Service("kept"))).Expect(201)["metadata"]!["uid"]!;
            (await api.PostAsync(ApiClient.Services, ApiClient.Service("gone"))).Expect(201);
            (await api.DeleteAsync($"{ApiClient.Services}/gone")).Expect(200);
            before = api.Server.ResourceVersion;
        }

        await using var again = await StartAsync(durability);
        var kept = (await again.GetAsync($"{ApiClient.Services}/kept")).Expect(200);
        var next = await again.PostAsync(ApiClient.Services, ApiClient.Service("next"));

        Assert.Equal(uid, (string)kept["metadata"]!["uid"]!);
        Assert.Equal(404, (await again.GetAsync($"{ApiClient.Services}/gone")).Code);
        Assert.True(long.Parse(next.Version, CultureInfo.InvariantCulture) > before, $"{next.Version} must follow {before}");
        Assert.NotEqual((string)kept["spec"]!["clusterIP"]!, (string)next.Json["spec"]!["clusterIP"]!);
    }

    [Fact]
    public async Task A_burst_of_writes_survives_an_orderly_stop_to_the_last_one()
    {
        const int count = 300;
        await using (var api = await StartAsync(StoreDurability.WriteBehind))
        {
            var created = await Task.WhenAll(Enumerable.Range(0, count)
                .Select(number => api.PostAsync(ApiClient.Services, ApiClient.Service($"s{number}"))));
            Assert.All(created, answer => answer.Expect(201));
            var deleted = await Task.WhenAll(Enumerable.Range(0, count / 2)
                .Select(number => api.DeleteAsync($"{ApiClient.Services}/s{number}")));
            Assert.All(deleted, answer => answer.Expect(200));
        }

        await using var again = await StartAsync(StoreDurability.WriteBehind);

        var names = (await again.GetAsync(ApiClient.Services)).Expect(200)["items"]!.AsArray()
            .Select(item => (string)item!["metadata"]!["name"]!)
            .Where(name => name != "kubernetes");
        Assert.Equal(Enumerable.Range(count / 2, count / 2).Select(number => $"s{number}").ToHashSet(), names.ToHashSet());
        Assert.Empty(Directory.EnumerateFiles(_folder, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task An_authority_that_was_kept_signs_for_no_longer_than_it_lasts()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=metalorleans-ca", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var authority = request.CreateSelfSigned(now.AddDays(-300), now.AddDays(30));
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "pki")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.crt"), authority.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.key"), key.ExportPkcs8PrivateKeyPem());

        await using var server = await EmbeddedApiServer.StartAsync(
            new ApiServerOptions { Directory = _folder, UseHttps = true, Listen = [new IPEndPoint(IPAddress.Loopback, 0)] }, default);

        Assert.Equal(authority.ExportCertificatePem(), server.AuthorityPem);
    }

    [Fact]
    public async Task Never_gives_a_revision_out_again_after_a_crash()
    {
        var copy = Directory.CreateTempSubdirectory("metalorleans-api-").FullName;
        try
        {
            long seen;
            await using (var api = await StartAsync(StoreDurability.BeforeAnswer))
            {
                (await api.PostAsync(ApiClient.Services, ApiClient.Service("a"))).Expect(201);
                (await api.DeleteAsync($"{ApiClient.Services}/a")).Expect(200);
                seen = api.Server.ResourceVersion;

                // What is on disk now is what a crash at this moment would leave.
                CopyFolder(_folder, copy);
            }

            await using var again = await ApiClient.StartAsync(new ApiServerOptions { Directory = copy });
            Assert.True(again.Server.ResourceVersion > seen, $"{again.Server.ResourceVersion} must lie beyond {seen}");
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public async Task Sets_a_torn_file_aside_and_keeps_the_rest()
    {
        await using (var api = await StartAsync(StoreDurability.BeforeAnswer))
        {
            (await api.PostAsync(ApiClient.Services, ApiClient.Service("whole"))).Expect(201);
            (await api.PostAsync(ApiClient.Services, ApiClient.Service("torn"))).Expect(201);
        }

        var torn = Directory.EnumerateFiles(_folder, "torn.json", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(torn, (await File.ReadAllTextAsync(torn))[..40]);
        await File.WriteAllTextAsync(torn + ".tmp", "half a write");

        await using var again = await StartAsync(StoreDurability.BeforeAnswer);

        (await again.GetAsync($"{ApiClient.Services}/whole")).Expect(200);
        Assert.Equal(404, (await again.GetAsync($"{ApiClient.Services}/torn")).Code);
        Assert.Contains("torn.json", Assert.Single(Directory.EnumerateFiles(Path.Combine(_folder, "quarantine"))), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder, "*.tmp", SearchOption.AllDirectories));
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private Task<ApiClient> StartAsync(StoreDurability durability) =>
        ApiClient.StartAsync(new ApiServerOptions { Directory = _folder, Durability = durability });
}
