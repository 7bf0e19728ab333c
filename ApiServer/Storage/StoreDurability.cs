namespace MetalOrleans.ApiServer.Storage;

/// <summary>When a write counts as done.</summary>
public enum StoreDurability
{
    /// <summary>Answered at once; on disk within milliseconds. A power cut may lose those last writes, never a whole file.</summary>
    WriteBehind,

    /// <summary>Answered when the file has been synced and renamed, as etcd does.</summary>
    BeforeAnswer,
}
