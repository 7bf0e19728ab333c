using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Announcing;

/// <summary>An interface on which neighbours are answered.</summary>
/// <param name="Index">The kernel's number of it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Mac">The link-layer address that answers carry.</param>
internal sealed record ResponderInterface(int Index, string Name, MacAddress Mac);
