using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Allocation;

/// <summary>An address and the Services that hold it, by key.</summary>
public sealed record AddressUse(Address Address, ImmutableArray<ServiceKey> Services);
