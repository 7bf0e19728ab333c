using MetalOrleans.Domain.Configuration;
using MetalOrleans.Grains.Configuration;

namespace MetalOrleans.Tests.Grains.Support;

internal sealed class FakeClusterViews : IClusterViewSource
{
    private volatile ClusterView _current = ClusterView.Empty;

    public ClusterView Current
    {
        get => _current;
        set => _current = value;
    }

    public ulong Term { get; set; } = 1;
}
