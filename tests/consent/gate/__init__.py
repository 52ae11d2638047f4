"""The gate, proved by properties: random sequences of what people, machines and faults do, and after each of them real reads.

    model.py     what should hold, in plain Python: it shares no rule with the product
    stage.py     the real system in small: people, works, a clock that can be moved, a worker and parts that can fail
    reading.py   who meets what where, through real requests, compared with the model
    machine.py   the operations

A new operation is a method under `@operation` in `machine.py` that does the thing and tells the model.
"""
