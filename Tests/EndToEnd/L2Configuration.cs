namespace MetalOrleans.Tests.EndToEnd;

/// <summary>One pool of one address with advertisements of its own, beside the pool that serves all.</summary>
/// <remarks>Each test takes an address of its own, so that what one of them leaves on the wire is not judged in another.</remarks>
internal sealed class L2Configuration(ClusterFixture fixture, string name, string address, int length = 32) : IAsyncDisposable
{
    private readonly HashSet<string> _advertisements = [];
    private readonly List<(string Node, string Label)> _labels = [];

    public LabService Service { get; } = new(name) { Pool = name };

    public async Task<L2Configuration> CreateAsync(params string[] advertisementSpecs)
    {
        await fixture.Kubectl.ApplyTextAsync(
            $$"""
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: {name: {{name}}, namespace: metallb-system}
            spec: {addresses: ['{{address}}/{{length}}'], autoAssign: false}
            """, default);
        for (var index = 0; index < advertisementSpecs.Length; index++)
        {
            await AdvertiseAsync(index, advertisementSpecs[index]);
        }

        return this;
    }

    /// <summary>Makes or changes one of the pool's advertisements.</summary>
    /// <param name="index">Which.</param>
    /// <param name="spec">What it says beside the pool, as YAML without the braces.</param>
    public Task AdvertiseAsync(int index, string spec)
    {
        _advertisements.Add($"{name}-{index}");
        return fixture.Kubectl.ApplyTextAsync(
            $$"""
            apiVersion: metallb.io/v1beta1
            kind: L2Advertisement
            metadata: {name: {{name}}-{{index}}, namespace: metallb-system}
            spec: {ipAddressPools: [{{name}}]{{(spec.Length > 0 ? ", " : "")}}{{spec}}}
            """, default);
    }

    public Task LabelAsync(int node, string label)
    {
        _labels.Add(($"node{node}", label.Split('=')[0] + "-"));
        return fixture.Kubectl.ReadAsync(default, "label", "node", $"node{node}", label, "--overwrite");
    }

    public Task UnlabelAsync(int node, string key) => fixture.Kubectl.ReadAsync(default, "label", "node", $"node{node}", key + "-");

    public async ValueTask DisposeAsync()
    {
        await fixture.ForgetAsync(name);
        await fixture.RemoveConfigurationAsync(name, [.. _advertisements]);
        foreach (var (node, label) in _labels)
        {
            await fixture.Kubectl.ReadAsync(default, "label", "node", node, label);
        }
    }
}
