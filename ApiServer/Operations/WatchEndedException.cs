namespace MetalOrleans.ApiServer.Operations;

/// <summary>Ends a watch that a fault has spoilt; caught at the head of the request.</summary>
internal sealed class WatchEndedException : Exception;
