namespace MetalOrleans.ApiServer.Storage;

/// <summary>One change of one object; a deleted object is carried as it last was, at the revision of its deletion.</summary>
internal sealed record StoreEvent(StoreEventType Type, StoredObject Object, StoredObject? Previous);
