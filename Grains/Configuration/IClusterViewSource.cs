using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Grains.Configuration;

/// <summary>Where grains read the configuration, the nodes and the connected agents. Implemented by the silo.</summary>
public interface IClusterViewSource
{
    /// <summary>The newest view.</summary>
    ClusterView Current { get; }

    /// <summary>The silo's term: the high part of every epoch it issues.</summary>
    ulong Term { get; }
}
