using System.ComponentModel;

namespace MetalOrleans.Grains.Runtime.Invocation;

/// <summary>A call of a method that returns <see cref="Task{TResult}"/>. For generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ResultTaskRequest<TResult> : ResultRequest<TResult>
{
    public Task<TResult> SendAsync(GrainReference target)
    {
        if (!Send(target))
        {
            return AwaitAsync();
        }

        return Outcome as Task<TResult> ?? WithoutTaskAsync(Outcome!);
    }

    protected abstract Task<TResult> InvokeAsync(object grain);

    private protected sealed override Task CallAsync(object grain) => InvokeAsync(grain);

    private async Task<TResult> WithoutTaskAsync(Task outcome)
    {
        await outcome;
        return Result(outcome);
    }
}
