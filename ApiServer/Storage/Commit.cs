namespace MetalOrleans.ApiServer.Storage;

/// <summary>What became of a write: the version now stored, or the version that stood in its way.</summary>
internal readonly record struct Commit(CommitOutcome Outcome, StoredObject? Object);
