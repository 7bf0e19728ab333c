using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Grains.Addresses;
using MetalOrleans.Grains.Configuration;
using MetalOrleans.Grains.Nodes;
using MetalOrleans.Grains.Pools;
using MetalOrleans.Grains.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Tests.Grains.Support;

/// <summary>The grains on their runtime, with ports that a test holds in its hand.</summary>
internal sealed class GrainHost : IAsyncDisposable
{
    private readonly IHost _host;

    private GrainHost(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public FakeClusterViews Views => _host.Services.GetRequiredService<FakeClusterViews>();

    public FakeServices Services => _host.Services.GetRequiredService<FakeServices>();

    public static async Task<GrainHost> StartAsync(
        ClusterView view, TimeProvider? time = null, FakeServices? known = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton(new FakeClusterViews { Current = view });
        builder.Services.AddSingleton<IClusterViewSource>(services => services.GetRequiredService<FakeClusterViews>());
        builder.Services.AddSingleton(known ?? new FakeServices());
        builder.Services.AddSingleton<IServiceCatalog>(services => services.GetRequiredService<FakeServices>());
        builder.Services.AddSingleton<IServiceStatusWriter>(services => services.GetRequiredService<FakeServices>());
        builder.Services.AddSingleton<IServiceEventSink>(services => services.GetRequiredService<FakeServices>());
        builder.Services.AddSingleton<IAnnouncementSink>(services => services.GetRequiredService<FakeServices>());
        builder.Services.AddSingleton<IAdvertisementSink>(services => services.GetRequiredService<FakeServices>());
        builder.UseOrleans(_ => { });
        var host = builder.Build();
        await host.StartAsync();
        return new GrainHost(host);
    }

    /// <summary>A view with one pool, an advertisement of everything, and nodes with living, settled agents.</summary>
    public static ClusterView View(string range, params string[] nodes) => ClusterView.Empty with
    {
        Pools = ClusterView.Empty.Pools.Add("first-pool", Pool("first-pool", range)),
        L2Advertisements = ClusterView.Empty.L2Advertisements.Add("all", new L2Advertisement { Name = "all" }),
        Namespaces = ClusterView.Empty.Namespaces.Add("default", ImmutableDictionary<string, string>.Empty),
        Nodes = ClusterView.Empty.Nodes.AddRange(
            nodes.Select(node => KeyValuePair.Create(node, new ClusterNode { Name = node }))),
        Agents = ClusterView.Empty.Agents.Union(nodes),
        AreAgentsSettled = true,
    };

    public static AddressPool Pool(string name, string range) =>
        new() { Name = name, Ranges = [AddressRange.Parse(range).Range!] };

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
