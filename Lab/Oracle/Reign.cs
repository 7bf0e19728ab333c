using System.Net;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Oracle;

/// <summary>The time in which one node, or nobody, is to announce an address.</summary>
/// <param name="Address">The address.</param>
/// <param name="Mac">The node; null for nobody.</param>
/// <param name="Epoch">The epoch of its order; of the order before when it is nobody.</param>
/// <param name="Begin">The first gratuitous frame of the order, or the agent's word for it.</param>
/// <param name="End">The begin of the next; <see cref="TimeSpan.MaxValue"/> for the last.</param>
public sealed record Reign(IPAddress Address, MacAddress? Mac, ulong Epoch, TimeSpan Begin, TimeSpan End);
