using MetalOrleans.ApiServer.Resources;
using MetalOrleans.ApiServer.Storage;
using MetalOrleans.ApiServer.Strategies;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>What every operation works with.</summary>
internal sealed record ServerParts(
    ApiServerOptions Options,
    ObjectStore Store,
    ResourceCatalog Catalog,
    ServiceAddresses Addresses,
    ObjectConverter Converter)
{
    public DateTimeOffset Now => Options.TimeProvider.GetUtcNow();
}
