namespace MetalOrleans.Domain.Services;

/// <summary>
/// Where a convergence stands: it asks a pool (<see cref="AskPool"/>), or it is done
/// (<see cref="ConvergenceOutcome"/>).
/// </summary>
public abstract record ConvergenceStep
{
    private protected ConvergenceStep()
    {
    }
}
