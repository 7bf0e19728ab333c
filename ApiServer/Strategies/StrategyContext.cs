using MetalOrleans.ApiServer.Resources;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>What a strategy may need to know of the request, and the place where it takes things that a failure gives back.</summary>
internal sealed class StrategyContext(ResourceDefinition resource, ServiceAddresses addresses, DateTimeOffset now, bool isDryRun)
{
    private readonly List<Action> _undo = [];

    public ResourceDefinition Resource { get; } = resource;

    public ServiceAddresses Addresses { get; } = addresses;

    public DateTimeOffset Now { get; } = now;

    public bool IsDryRun { get; } = isDryRun;

    public List<string> Warnings { get; } = [];

    public void OnFailure(Action undo) => _undo.Add(undo);

    public void Undo()
    {
        foreach (var undo in _undo)
        {
            undo();
        }

        _undo.Clear();
    }
}
