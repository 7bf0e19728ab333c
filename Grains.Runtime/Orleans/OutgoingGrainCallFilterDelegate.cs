namespace Orleans;

/// <summary>An outgoing call filter without a class of its own.</summary>
public delegate Task OutgoingGrainCallFilterDelegate(IOutgoingGrainCallContext context);
