using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MetalOrleans.ApiServer;
using MetalOrleans.ApiServer.Security;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Tests.Manifests.Access;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;
using Microsoft.AspNetCore.Hosting;

namespace MetalOrleans.Tests.Manifests.Installed;

/// <summary>
/// What <c>manifests/metalorleans.yaml</c> installs, as processes in network namespaces, with an API server that asks for a token over
/// TLS and grants the silo what its roles grant.
/// </summary>
internal sealed class InstalledCluster : IAsyncDisposable
{
    private const string Here = "metallb-system";
    private const string ApiAddress = "192.168.1.1";
    private const int ApiPort = 6443;
    private const string SiloToken = "token-of-the-silos-account";

    private static readonly ImmutableDictionary<string, string> ApiVariables = ImmutableDictionary<string, string>.Empty
        .Add("KUBERNETES_SERVICE_HOST", ApiAddress)
        .Add("KUBERNETES_SERVICE_PORT", ApiPort.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private readonly ConcurrentDictionary<string, ServiceAccountToken> _tokens = new(StringComparer.Ordinal);
    private readonly ClusterPrograms _programs = ClusterPrograms.BuiltWith(AppContext.BaseDirectory).EnsureExist();
    private readonly IReadOnlyList<ManifestObject> _objects = ManifestTree.Default;
    private EmbeddedApiServer _server = null!;
    private readonly CancellationTokenSource _ended = new();
    private readonly List<Task> _kubelets = [];
    private AuthorizingProxy _proxy = null!;
    private string _authority = "";

    public NetworkLab Lab { get; private set; } = null!;

    public KubernetesClient People { get; private set; } = null!;

    public AccessRules Rules { get; } = AccessRules.For("controller", ManifestTree.Default);

    public LabNamespace Client { get; private set; } = null!;

    public LabLink ClientCable { get; private set; } = null!;

    public List<(InstalledPod Pod, LabProcess Process)> Silos { get; } = [];

    public List<(InstalledPod Pod, LabProcess Process, LabLink Cable)> Agents { get; } = [];

    /// <summary>Makes the machines and the API server; nothing of ours runs yet.</summary>
    public static async Task<InstalledCluster> CreateAsync()
    {
        var cluster = new InstalledCluster { Lab = await NetworkLab.CreateAsync("inst", default) };
        cluster._server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [], AccountTokens = cluster._tokens }, default);
        cluster.People = new KubernetesClient(new KubernetesClientOptions
        {
            Server = new Uri("http://in-process"),
            Transport = cluster._server.CreateHandler(),
        });
        try
        {
            await cluster.BeginAsync();
            return cluster;
        }
        catch (TimeoutException e)
        {
            var told = cluster.Describe();
            await cluster.DisposeAsync();
            throw new TimeoutException($"{e.Message}\n{told}", e);
        }
    }

    /// <summary>What the silos and nobody else see of the API server: every request answered with a status; 0 for none.</summary>
    public Task TroubleAsync(int status) => _proxy.TroubleAsync(status);

    /// <summary>From now on a silo that ends is started again, as a kubelet starts a container again.</summary>
    public void RestartSilos()
    {
        for (var number = 0; number < Silos.Count; number++)
        {
            _kubelets.Add(RestartAsync(number));
        }
    }

    /// <summary>The objects of the plain manifests.</summary>
    public ManifestObject Manifest(string kind, string name) => _objects.The(kind, name);

    /// <summary>Gives the API server an object of the plain manifests that has no namespace.</summary>
    public async Task InstallAsync(string kind, string name, string path)
    {
        using var client = _server.CreateClient();
        using var content = new StringContent(Manifest(kind, name).Body.ToJsonString(), Encoding.UTF8, "application/json");
        (await client.PostAsync(path, content)).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await Task.WhenAll(_kubelets);
        await Lab.DisposeAsync();
        _ended.Dispose();
        await _proxy.DisposeAsync();
        People.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>Everything that the programs wrote last.</summary>
    public string Describe() => string.Join(
        '\n', Silos.Select(silo => silo.Process).Concat(Agents.Select(agent => agent.Process)).Select(process => process.DescribeTail()));

    /// <summary>Asks a probe of a pod as the kubelet would, until it is well.</summary>
    public static async Task ProbeAsync(InstalledPod pod, string probe) =>
        (await pod.Machine.Inside(new CommandLine(
            "curl", ["-fsS", "--max-time", "2", "--retry", "30", "--retry-delay", "1", "--retry-all-errors", pod.ProbeUrl(probe)]))
            .RunAsync(default)).EnsureSucceeded();

    private async Task BeginAsync()
    {
        var machines = await Lab.AddSwitchAsync("sw", default);
        var api = await Lab.AddMachineAsync("api", default);
        await Lab.ConnectAsync(api, "eth0", [ApiAddress + "/24"], machines, default);
        Client = await Lab.AddMachineAsync("client", default);
        ClientCable = await Lab.ConnectAsync(Client, "eth0", ["192.168.1.100/24"], machines, default);
        await ServeApiAsync(api);
        await InstallAsync();
        await StartPodsAsync(machines);
    }

    private async Task ServeApiAsync(LabNamespace machine)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=cluster", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(ApiAddress));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
        _authority = made.ExportCertificatePem();
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
        var listener = await machine.RunAsync(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(ApiAddress), ApiPort));
            return socket;
        });
        _proxy = await AuthorizingProxy.StartAsync(
            host => host.ListenOn(listener, listen => listen.UseHttps(certificate)),
            SiloToken,
            _server.CreateHandler(),
            Rules);
    }

    private async Task InstallAsync()
    {
        using var client = _server.CreateClient();
        foreach (var (kind, name, path) in new[]
        {
            ("Secret", "metallb-webhook-cert", $"/api/v1/namespaces/{Here}/secrets"),
            ("ConfigMap", "metalorleans-ca", $"/api/v1/namespaces/{Here}/configmaps"),
            ("ConfigMap", "metallb-excludel2", $"/api/v1/namespaces/{Here}/configmaps"),
        })
        {
            using var content = new StringContent(_objects.The(kind, name).Body.ToJsonString(), Encoding.UTF8, "application/json");
            (await client.PostAsync(path, content)).EnsureSuccessStatusCode();
        }

        foreach (var node in new[] { "node1", "node2" })
        {
            await People.CreateAsync(new Node { Metadata = new ObjectMeta { Name = node } }, default);
        }
    }

    private async Task StartPodsAsync(LabSwitch machines)
    {
        var silo = _objects.The("Deployment", "controller");
        var replicas = (long)silo.Body["spec"]!["replicas"]!;
        for (var number = 1; number <= replicas; number++)
        {
            var address = $"192.168.1.{number + 1}";
            var machine = await Lab.AddMachineAsync($"silo{number}", default);
            await Lab.ConnectAsync(machine, "eth0", [address + "/24"], machines, default);
            var pod = new InstalledPod(silo, $"controller-{number}", "", address, machine) { Files = SiloFiles(), Given = ApiVariables };
            Silos.Add((pod, Start(pod, _programs.Silo)));
        }

        // The kubelet waits for the authority, as it waits for any key that a volume names.
        var authority = (await People.WaitForAsync<ConfigMap>(
            Here, "metalorleans-ca", "the silo's authority", found => found.Data?.ContainsKey("ca.crt") == true)).Data!["ca.crt"];
        for (var number = 1; number <= 2; number++)
        {
            await StartAgentAsync(number, authority, machines);
        }
    }

    private async Task RestartAsync(int number)
    {
        while (true)
        {
            var (pod, process) = Silos[number];
            try
            {
                await process.Exited.WaitAsync(_ended.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Silos[number] = (pod, Start(pod, _programs.Silo));
        }
    }

    private async Task StartAgentAsync(int number, string authority, LabSwitch machines)
    {
        var node = $"node{number}";
        var address = $"192.168.1.{number + 10}";
        var machine = await Lab.AddMachineAsync(node, default);
        var cable = await Lab.ConnectAsync(machine, "eth0", [address + "/24"], machines, default);
        var agent = _objects.The("DaemonSet", "speaker");
        var pod = new InstalledPod(agent, $"speaker-{number}", node, address, machine);
        var projected = agent.PodSpec["volumes"]!.AsArray().Single(volume => volume!["projected"] is not null)!["projected"]!["sources"]![0]!["serviceAccountToken"]!;
        var token = "token-of-" + node;
        _tokens[token] = new ServiceAccountToken(
            $"{Here}:{agent.PodSpec["serviceAccountName"]}", [(string)projected["audience"]!])
        {
            Node = node,
            Pod = (pod.Name, "1"),
        };
        pod = pod with
        {
            Files = ImmutableDictionary<string, string>.Empty
                .Add("/etc/hosts", Hosts())
                .Add($"{pod.MountPath(volume => volume["projected"] is not null)}/{projected["path"]}", token)
                .Add($"{pod.MountPath(volume => (string?)volume["configMap"]?["name"] == "metalorleans-ca")}/ca.crt", authority)
                .Add(
                    $"{pod.MountPath(volume => (string?)volume["configMap"]?["name"] == "metallb-excludel2")}/excludel2.yaml",
                    (string)_objects.The("ConfigMap", "metallb-excludel2").Body["data"]!["excludel2.yaml"]!),
        };
        Agents.Add((pod, Start(pod, _programs.Agent), cable));
    }

    private LabProcess Start(InstalledPod pod, string program) =>
        Lab.Start(pod.Name, pod.Compose(Path.Combine(Lab.Directory, pod.Name), program), pod.Machine);

    /// <summary>What the kubelet gives each pod with an account, and the cluster's names.</summary>
    private ImmutableDictionary<string, string> SiloFiles()
    {
        const string Account = "/var/run/secrets/kubernetes.io/serviceaccount/";
        return ImmutableDictionary<string, string>.Empty
            .Add("/etc/hosts", Hosts())
            .Add(Account + "token", SiloToken)
            .Add(Account + "ca.crt", _authority)
            .Add(Account + "namespace", Here);
    }

    /// <summary>The headless Service's name has an address for each silo.</summary>
    private string Hosts()
    {
        var service = _objects.The("Service", "metalorleans-silo");
        var replicas = (long)_objects.The("Deployment", "controller").Body["spec"]!["replicas"]!;
        return "127.0.0.1 localhost\n" + string.Concat(
            Enumerable.Range(2, (int)replicas).Select(host => $"192.168.1.{host} {service.Name}.{service.Namespace}.svc\n"));
    }
}
