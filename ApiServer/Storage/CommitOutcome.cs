namespace MetalOrleans.ApiServer.Storage;

internal enum CommitOutcome
{
    Written,
    Exists,
    Missing,
    Modified,
}
