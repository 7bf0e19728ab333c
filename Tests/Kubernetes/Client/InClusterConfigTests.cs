using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Tests.Kubernetes.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Kubernetes.Client;

public sealed class InClusterConfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("serviceaccount").FullName;
    private readonly TestCertificates _authority = new();
    private readonly Dictionary<string, string> _environment = new()
    {
        ["KUBERNETES_SERVICE_HOST"] = "fd00::1",
        ["KUBERNETES_SERVICE_PORT"] = "443",
    };

    public InClusterConfigTests()
    {
        File.WriteAllText(Path.Combine(_folder, "token"), "t\n");
        File.WriteAllText(Path.Combine(_folder, "namespace"), "metallb-system\n");
        File.WriteAllText(Path.Combine(_folder, "ca.crt"), _authority.RootPem);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _authority.Dispose();
    }

    [Fact]
    public async Task Reads_address_token_root_and_namespace()
    {
        var options = Load();

        Assert.Equal(new Uri("https://[fd00::1]:443"), options.Server);
        Assert.Equal("metallb-system", options.Namespace);
        Assert.Equal("t", await options.Token!.GetTokenAsync(default));
        Assert.Equal("CN=test root", Assert.Single(options.CertificateAuthority!.GetRoots()).Subject);
    }

    [Theory]
    [InlineData("KUBERNETES_SERVICE_HOST")]
    [InlineData("KUBERNETES_SERVICE_PORT")]
    public void Refuses_an_environment_that_is_no_pods(string missing)
    {
        _environment.Remove(missing);

        Assert.Equal($"environment: {missing}: is not set. Run in a pod, or name a kubeconfig.", Assert.Throws<KubeConfigException>(Load).Message);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("ca.crt")]
    public void Refuses_a_pod_without_a_mounted_account(string missing)
    {
        File.Delete(Path.Combine(_folder, missing));

        Assert.Contains("automountServiceAccountToken", Assert.Throws<KubeConfigException>(Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_root_that_is_no_certificate()
    {
        File.WriteAllText(Path.Combine(_folder, "ca.crt"), "hello");

        Assert.Contains("is no certificate", Assert.Throws<KubeConfigException>(Load).Message, StringComparison.Ordinal);
    }

    private KubernetesClientOptions Load() =>
        InClusterConfig.Load(name => _environment.GetValueOrDefault(name), _folder, new ManualTimeProvider());
}
