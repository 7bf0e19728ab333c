using System.Collections.Immutable;

namespace Orleans.Runtime;

internal sealed record RequestProperties(Guid ReentrancyId, ImmutableDictionary<string, object> Values);
