using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Allocation;

/// <summary>An address that a Service had, kept for it until a time.</summary>
/// <param name="Address">The address.</param>
/// <param name="Service">The Service that had it. Several may hold one address, having shared it.</param>
/// <param name="Until">When it is anybody's again.</param>
public readonly record struct AddressHold(Address Address, ServiceKey Service, DateTimeOffset Until);
