namespace MetalOrleans.Tests.EndToEnd;

/// <summary>One pool with advertisements of its own, so that each test has addresses that no other one touches.</summary>
internal sealed class BgpConfiguration(BgpClusterFixture fixture, string name, string addresses) : IAsyncDisposable
{
    private readonly HashSet<string> _advertisements = [];
    private readonly HashSet<string> _services = [name];
    private readonly HashSet<(string Resource, string Name)> _others = [];
    private readonly List<(string Node, string Label)> _labels = [];

    /// <summary>A Service that takes its address from the pool.</summary>
    public LabService Service { get; } = new(name) { Pool = name };

    public async Task<BgpConfiguration> CreateAsync(params string[] advertisementSpecs)
    {
        await fixture.Kubectl.ApplyTextAsync(
            $$"""
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: {name: {{name}}, namespace: metallb-system}
            spec: {addresses: [{{addresses}}], autoAssign: false}
            """, default);
        for (var index = 0; index < advertisementSpecs.Length; index++)
        {
            await AdvertiseAsync(index, advertisementSpecs[index]);
        }

        return this;
    }

    /// <summary>Another Service of the pool.</summary>
    public LabService Another(string suffix)
    {
        _services.Add($"{name}-{suffix}");
        return new LabService($"{name}-{suffix}") { Pool = name };
    }

    /// <summary>Makes or changes one of the pool's advertisements.</summary>
    /// <param name="index">Which.</param>
    /// <param name="spec">What it says beside the pool, as YAML without the braces.</param>
    /// <param name="annotations">Its annotations, as YAML without the braces.</param>
    public Task AdvertiseAsync(int index, string spec, string annotations = "")
    {
        _advertisements.Add($"{name}-{index}");
        return fixture.Kubectl.ApplyTextAsync(
            $$"""
            apiVersion: metallb.io/v1beta1
            kind: BGPAdvertisement
            metadata: {name: {{name}}-{{index}}, namespace: metallb-system, annotations: { {{annotations}} } }
            spec: {ipAddressPools: [{{name}}]{{(spec.Length > 0 ? ", " : "")}}{{spec}}}
            """, default);
    }

    /// <summary>Removes one of the advertisements.</summary>
    public Task UnadvertiseAsync(int index) => fixture.Kubectl.ReadAsync(
        default, "delete", "bgpadvertisement", $"{name}-{index}", "-n", "metallb-system");

    /// <summary>Applies another object of the configuration namespace, which goes with the rest.</summary>
    public Task ApplyAsync(string resource, string named, string manifest)
    {
        _others.Add((resource, named));
        return fixture.Kubectl.ApplyTextAsync(manifest, default);
    }

    /// <summary>Makes or changes a BGPPeer of one node.</summary>
    /// <param name="peer">Its name, which no other test has.</param>
    /// <param name="node">The node that holds the session.</param>
    /// <param name="spec">What it says beside the node, as YAML without the braces.</param>
    public Task PeerAsync(string peer, int node, string spec) => ApplyAsync("bgppeer", peer,
        $$$"""
        apiVersion: metallb.io/v1beta2
        kind: BGPPeer
        metadata: {name: {{{peer}}}, namespace: metallb-system}
        spec: {nodeSelectors: [{matchLabels: {kubernetes.io/hostname: node{{{node}}}}}], {{{spec}}}}
        """);

    public Task LabelAsync(int node, string label)
    {
        _labels.Add(($"node{node}", label.Split('=')[0] + "-"));
        return fixture.Kubectl.ReadAsync(default, "label", "node", $"node{node}", label, "--overwrite");
    }

    public Task UnlabelAsync(int node, string key) => fixture.Kubectl.ReadAsync(default, "label", "node", $"node{node}", key + "-");

    public async ValueTask DisposeAsync()
    {
        await fixture.Kubectl.ReadAsync(
            default, ["delete", "services,endpointslices", .. _services, .. _services.Select(service => service + "-lab"), "--ignore-not-found"]);
        // The last first: a profile that a peer refers to cannot be deleted.
        foreach (var (resource, other) in _others.Reverse())
        {
            await fixture.Kubectl.ReadAsync(default, "delete", resource, other, "-n", "metallb-system", "--ignore-not-found");
        }

        foreach (var advertisement in _advertisements)
        {
            await fixture.Kubectl.ReadAsync(default, "delete", "bgpadvertisement", advertisement, "-n", "metallb-system", "--ignore-not-found");
        }

        await fixture.Kubectl.ReadAsync(default, "delete", "ipaddresspool", name, "-n", "metallb-system");
        foreach (var (node, label) in _labels)
        {
            await fixture.Kubectl.ReadAsync(default, "label", "node", node, label);
        }
    }
}
