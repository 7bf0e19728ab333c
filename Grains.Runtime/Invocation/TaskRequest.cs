using System.ComponentModel;

namespace MetalOrleans.Grains.Runtime.Invocation;

/// <summary>A call of a method that returns <see cref="Task"/>. For generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TaskRequest : VoidRequest
{
    public Task SendAsync(GrainReference target)
    {
        if (Method.IsOneWay)
        {
            SendOneWay(target);
            return Task.CompletedTask;
        }

        return Send(target) ? Outcome! : AwaitAsync();
    }

    protected abstract Task InvokeAsync(object grain);

    private protected sealed override Task CallAsync(object grain) => InvokeAsync(grain);
}
