namespace MetalOrleans.ApiServer.Cel;

/// <summary>A variable and the ones it may hide.</summary>
internal sealed record CelScope(string Name, object? Value, CelScope? Outer)
{
    internal object? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.Name == name)
            {
                return scope.Value;
            }
        }

        return new CelError($"no such attribute: {name}");
    }
}
