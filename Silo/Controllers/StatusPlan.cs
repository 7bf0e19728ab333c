using System.Collections.Immutable;

namespace MetalOrleans.Silo.Controllers;

/// <summary>What has to be written so that objects that only report say what is so.</summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="Deletions">Objects that report what is no more, and all but the oldest of those that report the same .</param>
/// <param name="Updates">Objects whose status has to say something else.</param>
/// <param name="Creations">Objects that are missing, with the status that they shall have.</param>
internal sealed record StatusPlan<T>(ImmutableArray<T> Deletions, ImmutableArray<T> Updates, ImmutableArray<T> Creations);
