namespace MetalOrleans.ApiServer.Storage;

internal enum StoreEventType
{
    Added,
    Modified,
    Deleted,
}
