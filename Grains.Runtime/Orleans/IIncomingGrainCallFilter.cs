namespace Orleans;

#pragma warning disable VSTHRD200 // The name is Orleans'.

/// <summary>Runs around calls, in the turn of the grain that is called.</summary>
public interface IIncomingGrainCallFilter
{
    Task Invoke(IIncomingGrainCallContext context);
}
